import type { TSESLint } from '@typescript-eslint/utils';
import { noIgnoredResult } from './no-ignored-result.js';

/** The rules that only this codebase needs. */
const plugin: { readonly meta: { readonly name: string }; readonly rules: TSESLint.FlatConfig.Plugin['rules'] } = {
  meta: { name: '@tooling/eslint-plugin' },
  rules: { 'no-ignored-result': noIgnoredResult },
};

export default plugin;
