import { defineConfig } from 'vitest/config';
import workspace from '../../../../vitest.config.js';

/** Nothing but the conformance suite of one package: its own tests must not help. */
export default defineConfig({
  resolve: workspace.resolve ?? {},
  test: { include: [`packages/${process.env['SUITE_OF'] ?? ''}/test/conformance.test.ts`], pool: 'threads' },
});
