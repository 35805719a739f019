import type { Type, TypeChecker } from 'typescript';

/**
 * Whether a value of this type holds a Result, now or once awaited, alone or among others (`Result | undefined`, a list
 * of Results). Known by its shape, as core has it: `ok: true` beside `value`, `ok: false` beside `error`.
 */
export function holdsResult(checker: TypeChecker, type: Type): boolean {
  // An unresolved type parameter is what it extends.
  const known = checker.getBaseConstraintOfType(type) ?? type;
  const awaited = checker.getAwaitedType(known) ?? known;
  return members(awaited).some((member) => isOutcome(checker, member) || isListOfResults(checker, member));
}

function members(type: Type): readonly Type[] {
  return type.isUnion() ? type.types : [type];
}

/** One side of a Result. `ok: boolean`, as on the Response of fetch, is no discriminant. */
function isOutcome(checker: TypeChecker, type: Type): boolean {
  const ok = propertyType(checker, type, 'ok');
  if (ok === undefined) return false;
  const side = checker.typeToString(ok);
  if (side === 'true') return propertyType(checker, type, 'value') !== undefined;
  return side === 'false' && propertyType(checker, type, 'error') !== undefined;
}

/** What `await Promise.all(…)` over Results gives. */
function isListOfResults(checker: TypeChecker, type: Type): boolean {
  if (!checker.isArrayType(type) && !checker.isTupleType(type)) return false;
  const element = type.getNumberIndexType();
  return element !== undefined && members(element).some((member) => isOutcome(checker, member));
}

function propertyType(checker: TypeChecker, type: Type, name: string): Type | undefined {
  const property = checker.getPropertyOfType(type, name);
  return property === undefined ? undefined : checker.getTypeOfSymbol(property);
}
