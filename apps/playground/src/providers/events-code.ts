import type { ProviderCode } from '../contract.js';

/** The events of the copied file, whichever bus delivers them. */
export const eventsCode: Pick<ProviderCode, 'types' | 'declarations'> = {
  types: 'Events',
  declarations: [
    '/** What happens here, by type. */',
    'export interface Events {',
    "  readonly 'order.placed': { readonly order: string; readonly customer: string };",
    '}',
  ].join('\n'),
};
