import { createTheme } from '@mantine/core';

const SYSTEM = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif';
const MONOSPACE = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace';

/** Mantine's own blue has too little contrast with white for small text; indigo in this shade has enough. */
export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 8, dark: 8 },
  autoContrast: true,
  // Bluish greys, as the page's own parts have them in the dark.
  colors: {
    dark: [
      '#e7ebf0',
      '#c3cad3',
      '#9aa5b3',
      '#6b7785',
      '#3a4452',
      '#2b333e',
      '#1b222b',
      '#161b22',
      '#11161d',
      '#0e1116',
    ],
  },
  fontFamily: SYSTEM,
  fontFamilyMonospace: MONOSPACE,
  headings: { fontFamily: SYSTEM, fontWeight: '650' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontSizes: { xs: '11.5px', sm: '13px', md: '14px', lg: '16px', xl: '18px' },
});

/** The server puts a new one into every answer; styles that Mantine writes into the page need it. */
export function nonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
}
