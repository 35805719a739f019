import { AST_NODE_TYPES, ESLintUtils, type TSESTree } from '@typescript-eslint/utils';
import { ignoredValues } from './ignored-values.js';
import { holdsResult } from './result-type.js';

const createRule = ESLintUtils.RuleCreator(() => 'tooling/eslint-plugin/README.md');

/**
 * A statement that drops a Result drops a failure that nobody will hear of. `void` is no way out: it is what one writes
 * to silence a floating promise. Saying that a failure does not matter is `unwrapOr(await …, undefined)`.
 */
export const noIgnoredResult = createRule({
  name: 'no-ignored-result',
  meta: {
    type: 'problem',
    docs: { description: 'Every Result is looked at, returned or passed on' },
    messages: {
      ignored:
        'The Result of {{ what }} is ignored: its failure would go unnoticed. Look at `.ok`, return it, or `unwrap` it; ' +
        'where a failure does not matter, say so with `unwrapOr({{ awaited }}, undefined)`.',
    },
    schema: [],
    defaultOptions: [],
  },
  create(context) {
    const services = ESLintUtils.getParserServices(context);
    const checker = services.program.getTypeChecker();
    return {
      ExpressionStatement({ expression }) {
        for (const node of ignoredValues(expression)) {
          if (!holdsResult(checker, services.getTypeAtLocation(node))) continue;
          const what = describe(node, (part) => context.sourceCode.getText(part));
          context.report({ node, messageId: 'ignored', data: { what, awaited: `await ${what}` } });
        }
      },
    };
  },
});

/** What the statement calls, short enough for a message: `cache.set()`. */
function describe(node: TSESTree.Node, text: (node: TSESTree.Node) => string): string {
  switch (node.type) {
    case AST_NODE_TYPES.AwaitExpression:
      return describe(node.argument, text);
    case AST_NODE_TYPES.ChainExpression:
      return describe(node.expression, text);
    case AST_NODE_TYPES.CallExpression:
      return `${shorten(text(node.callee))}()`;
    default:
      return shorten(text(node));
  }
}

function shorten(code: string): string {
  const line = code.replaceAll(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
