import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';

/**
 * The parts of a statement whose values nobody receives: its tails, through `void`, `await`-less wrappers, commas,
 * conditions and assertions. A condition is not among them, for `if` and `&&` look at what it gave.
 */
export function ignoredValues(node: TSESTree.Expression): TSESTree.Expression[] {
  switch (node.type) {
    case AST_NODE_TYPES.UnaryExpression:
      return node.operator === 'void' ? ignoredValues(node.argument) : [];
    case AST_NODE_TYPES.SequenceExpression:
      return node.expressions.flatMap(ignoredValues);
    case AST_NODE_TYPES.ConditionalExpression:
      return [...ignoredValues(node.consequent), ...ignoredValues(node.alternate)];
    case AST_NODE_TYPES.LogicalExpression:
      // On the left of `&&` is a condition; what is on the left of `||` and `??` is the value when it is one.
      return [...(node.operator === '&&' ? [] : ignoredValues(node.left)), ...ignoredValues(node.right)];
    case AST_NODE_TYPES.TSAsExpression:
    case AST_NODE_TYPES.TSTypeAssertion:
    case AST_NODE_TYPES.TSSatisfiesExpression:
    case AST_NODE_TYPES.TSNonNullExpression:
      return ignoredValues(node.expression);
    case AST_NODE_TYPES.AssignmentExpression:
      return [];
    default:
      return [node];
  }
}
