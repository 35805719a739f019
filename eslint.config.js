import { defineConfig, globalIgnores } from 'eslint/config';
import reactHooks from 'eslint-plugin-react-hooks';
import { tsImport } from 'tsx/esm/api';
import tseslint from 'typescript-eslint';

// Our own rule is TypeScript source, which Node 20 does not load by itself.
const { default: infra } = await tsImport('./tooling/eslint-plugin/src/index.ts', import.meta.url);

const off = (...rules) => Object.fromEntries(rules.map((rule) => [`@typescript-eslint/${rule}`, 'off']));

const NO_CAST_THROUGH_UNKNOWN = {
  selector: 'TSAsExpression > TSAsExpression > TSUnknownKeyword',
  message: 'A cast through unknown proves nothing: narrow the value, or type it where it comes from.',
};

export default defineConfig(
  globalIgnores([
    '**/dist',
    '**/.snippets',
    '**/.cache',
    '**/.turbo',
    '**/coverage',
    'benchmarks/results',
    'tooling/generator/fixtures',
  ]),
  {
    // A disable comment is a rule broken in silence: a rule that is wrong is changed here, with its reason.
    linterOptions: { noInlineConfig: true },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      // One program for the repository and one for the web page, as `pnpm typecheck` has them.
      parserOptions: {
        project: ['./tsconfig.json', './apps/playground/web/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { infra },
    rules: {
      'infra/no-ignored-result': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'no-restricted-syntax': [
        'error',
        NO_CAST_THROUGH_UNKNOWN,
        {
          selector: 'BinaryExpression[operator="instanceof"][right.name="InfraError"]',
          message: 'Two copies of core must understand each other: use isInfraError, and act on `code`.',
        },
      ],

      // Numbers and booleans read well in a message; objects, null and undefined do not.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // `[...text]` is how text is walked by code points.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      ...off(
        // `async` without `await` is how a function keeps the promise that it never throws, only rejects.
        'require-await',
        // Ports declare methods as methods and adapters make them of closures: `this` is seldom in play.
        'unbound-method',
        // `signal.aborted`, and a flag that a callback sets, change between two looks; the rule cannot know.
        'no-unnecessary-condition',
        // `return resolve(value)` and `(error) => report(error)` say in one line that this was all.
        'no-confusing-void-expression',
        // tsc's noUnusedLocals and noUnusedParameters say the same.
        'no-unused-vars',
        // `String(x)` is the explicit form, and what restrict-template-expressions asks for.
        'no-base-to-string',
        // `deferred<void>()` and `Result<void>` say what they mean.
        'no-invalid-void-type',
        // isolatedDeclarations wants types written down where these three would leave them out.
        'prefer-as-const',
        'no-inferrable-types',
        'consistent-generic-constructors',
        // The name of an index signature's key says what the key is.
        'consistent-indexed-object-style',
        // It wants `!` in place of an assertion, and `!` is forbidden.
        'non-nullable-type-assertion-style',
        // erasableSyntaxOnly forbids enums; looking for them all the same is the dearest of the rules.
        'no-unsafe-enum-assignment',
        'no-unsafe-enum-comparison',
        // A default value that does nothing is a fine function.
        'no-empty-function',
      ),
    },
  },
  {
    files: ['{packages,internal,templates}/*/src/**'],
    // A library speaks through its results, its onError and its logger.
    rules: { 'no-console': 'error' },
  },
  {
    files: ['packages/core/src/result.ts'],
    // `unwrap` throws what a Result holds, whatever that is; `allAsync` awaits Results and promises of them alike.
    rules: off('only-throw-error', 'await-thenable'),
  },
  {
    files: ['**/test/**', 'tooling/saboteurs/**'],
    rules: {
      // Tests hand in what nobody should, reject with what is no Error, and match with `expect.any()`, which is `any`.
      ...off('prefer-promise-reject-errors', 'only-throw-error', 'no-unsafe-assignment', 'no-misused-spread'),
      ...off('class-literal-property-style', 'consistent-type-definitions'),
      'no-restricted-syntax': ['error', NO_CAST_THROUGH_UNKNOWN],
    },
  },
  {
    files: ['benchmarks/**'],
    // What is measured is the call; what it gives is dropped on purpose, and awaited even where it is no promise.
    rules: { 'infra/no-ignored-result': 'off', ...off('await-thenable') },
  },
  {
    // Build scripts and generators, which belong to no program.
    files: ['apps/*/*.config.ts', 'apps/*/data/*.ts'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { 'infra/no-ignored-result': 'off' },
  },
  {
    files: ['apps/playground/web/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat.recommended],
    // An event handler of React may be asynchronous; the React compiler, whom the second one warns, is not used.
    rules: {
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      'react-hooks/incompatible-library': 'off',
    },
  },
);
