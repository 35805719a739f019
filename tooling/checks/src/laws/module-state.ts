import ts from 'typescript';
import type { SourceFile } from '../source-files.js';

const CONTAINERS = new Set(['Map', 'Set', 'Array']);

/**
 * Law 1: no state, and importing does nothing. At the top of a module may stand imports, exports, types, functions,
 * classes and constants; not a variable, not an object made to be filled, not a statement that acts.
 */
export function moduleState(sources: readonly SourceFile[]): string[] {
  return sources.flatMap(({ path, text }) => {
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
    return file.statements.flatMap((statement) => {
      const problem = problemOf(statement);
      if (problem === undefined) return [];
      const { line } = file.getLineAndCharacterOfPosition(statement.getStart(file));
      return [
        `${path}:${line + 1}: ${problem} at module level: a module holds no state, and importing it does nothing`,
      ];
    });
  });
}

function problemOf(statement: ts.Statement): string | undefined {
  if (ts.isVariableStatement(statement)) {
    if ((statement.declarationList.flags & ts.NodeFlags.Const) === 0) return '`let` or `var`';
    return statement.declarationList.declarations.map(stateOf).find((state) => state !== undefined);
  }
  const declares =
    ts.isImportDeclaration(statement) ||
    ts.isExportDeclaration(statement) ||
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isModuleDeclaration(statement);
  return declares ? undefined : 'a statement that acts';
}

/** What holds state: a container that starts empty can only be there to be filled, and other objects have their own. */
function stateOf({ initializer, type }: ts.VariableDeclaration): string | undefined {
  if (initializer === undefined || isReadonly(type)) return undefined;
  const value = ts.isSatisfiesExpression(initializer) ? initializer.expression : initializer;
  if (ts.isArrayLiteralExpression(value) && value.elements.length === 0) return 'an empty array';
  if (ts.isObjectLiteralExpression(value) && value.properties.length === 0) return 'an empty object';
  if (!ts.isNewExpression(value)) return undefined;
  const made = ts.isIdentifier(value.expression) ? value.expression.text : 'object';
  const isTable = CONTAINERS.has(made) && (value.arguments?.length ?? 0) > 0;
  return isTable || made === 'RegExp' ? undefined : `a new ${made}`;
}

/** `readonly string[]`, `ReadonlyMap`: what nobody can fill is a constant. */
function isReadonly(type: ts.TypeNode | undefined): boolean {
  if (type === undefined) return false;
  if (ts.isTypeOperatorNode(type)) return type.operator === ts.SyntaxKind.ReadonlyKeyword;
  return ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName) && type.typeName.text.startsWith('Readonly');
}
