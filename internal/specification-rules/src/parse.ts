import { valueProblem } from './operand.js';
import { EVERYTHING, type Predicate, type Test } from './predicate.js';
import { kindOf, type FieldShape, type RowShape } from './shape.js';

/** A problem with a specification, in words that begin with where it is. */
export class SpecificationProblem extends Error {
  readonly path: string;

  constructor(path: string, message: string) {
    super(path === '' ? message : `${path}: ${message}`);
    this.path = path;
  }
}

/** How deep a specification may be nested, and how many conditions it may have: one that came over a wire must not exhaust the stack. */
const MAX_DEPTH = 50;
const MAX_TESTS = 10_000;

const ORDER = ['lt', 'lte', 'gt', 'gte'] as const;
const TEXT = ['contains', 'startsWith', 'endsWith'] as const;
const KNOWN = new Set<string>(['eq', 'ne', 'in', 'notIn', 'ignoreCase', ...ORDER, ...TEXT]);

/**
 * A specification as a predicate, or what is wrong with it. Without a shape (rows of any kind, in memory) every field is taken to be of the
 * kind of what it is compared with.
 */
export function parseSpecification(specification: unknown, shape?: RowShape): Predicate | SpecificationProblem {
  let tests = 0;

  function parse(node: unknown, isNegated: boolean, path: string, depth: number): Predicate {
    if (!isPlainObject(node)) throw new SpecificationProblem(path, 'a specification must be an object.');
    if (depth > MAX_DEPTH) {
      throw new SpecificationProblem(path, `specifications are nested ${String(MAX_DEPTH)} deep at most.`);
    }
    const parts = Object.entries(node).map(([key, value]) => {
      const here = path === '' ? key : `${path}.${key}`;
      if (key === '$and' || key === '$or') return combination(key, value, isNegated, here, depth);
      if (key === '$not') return parse(value, !isNegated, here, depth + 1);
      return field(key, value, isNegated, here);
    });
    return joined(parts, isNegated ? 'any' : 'all');
  }

  function combination(
    key: '$and' | '$or',
    value: unknown,
    isNegated: boolean,
    path: string,
    depth: number,
  ): Predicate {
    if (!Array.isArray(value)) throw new SpecificationProblem(path, `${key} must be an array of specifications.`);
    const parts = value.map((part, index) => parse(part, isNegated, `${path}[${String(index)}]`, depth + 1));
    return joined(parts, (key === '$and') === isNegated ? 'any' : 'all');
  }

  function field(name: string, condition: unknown, isNegated: boolean, path: string): Predicate {
    const found = shapeOf(name, condition, shape, path);
    const parts = testsOf(found, condition, path).map(({ isNot, ...test }): Predicate => {
      tests += 1;
      if (tests > MAX_TESTS) {
        throw new SpecificationProblem(path, `a specification has ${String(MAX_TESTS)} conditions at most.`);
      }
      return { ...test, field: found, isNegated: isNegated !== isNot };
    });
    return joined(parts, isNegated ? 'any' : 'all');
  }

  try {
    return parse(specification, false, '', 0);
  } catch (problem) {
    if (problem instanceof SpecificationProblem) return problem;
    throw problem;
  }
}

function joined(parts: readonly Predicate[], how: 'all' | 'any'): Predicate {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  return how === 'any' ? { any: parts } : parts.length === 0 ? EVERYTHING : { all: parts };
}

function shapeOf(name: string, condition: unknown, shape: RowShape | undefined, path: string): FieldShape {
  if (name.startsWith('$')) throw new SpecificationProblem(path, 'only $and, $or and $not combine specifications.');
  const known = shape?.get(name);
  if (known !== undefined) return known;
  if (shape !== undefined) {
    throw new SpecificationProblem(path, `there is no such field; there are ${[...shape.keys()].join(', ')}.`);
  }
  const { ignoreCase: _, ...operands } = isPlainObject(condition) ? condition : { condition };
  const operand = Object.values(operands)
    .flat()
    .find((candidate) => candidate !== null);
  return { name, kind: kindOf(operand ?? null) ?? 'other', isNullable: true };
}

type ParsedTest = Test & { readonly isNot: boolean };

function testsOf(field: FieldShape, condition: unknown, path: string): readonly ParsedTest[] {
  if (!isPlainObject(condition)) return [equality(field, condition, false, false, path)];
  const given = Object.entries(condition).filter(([key]) => key !== 'ignoreCase');
  if (given.length === 0)
    throw new SpecificationProblem(path, 'a condition must compare with something; this one says nothing.');
  const ignoreCase = condition['ignoreCase'] ?? false;
  if (typeof ignoreCase !== 'boolean' || (ignoreCase && field.kind !== 'text')) {
    throw new SpecificationProblem(path, 'ignoreCase must be true or false, and is for text.');
  }
  return given.map(([key, operand]) => comparison(field, key, operand, ignoreCase, `${path}.${key}`));
}

function comparison(field: FieldShape, key: string, operand: unknown, ignoreCase: boolean, path: string): ParsedTest {
  if (!KNOWN.has(key)) {
    throw new SpecificationProblem(path, `there is no such comparison; there are ${[...KNOWN].join(', ')}.`);
  }
  if (key === 'eq' || key === 'ne') return equality(field, operand, ignoreCase, key === 'ne', path);
  if (key === 'in' || key === 'notIn') {
    if (!Array.isArray(operand)) throw new SpecificationProblem(path, `${key} must be an array.`);
    const values: readonly unknown[] = operand;
    for (const [index, value] of values.entries()) check(field, value, `${path}[${String(index)}]`);
    const present = values.filter((value) => value !== null);
    const orNull = present.length < values.length;
    return { test: 'in', values: present, orNull, ignoreCase, isNot: key === 'notIn' };
  }
  if (operand === null) throw new SpecificationProblem(path, `nothing is ${key} null.`);
  check(field, operand, path);
  const order = ORDER.find((candidate) => candidate === key);
  if (order !== undefined) {
    if (field.kind === 'boolean')
      throw new SpecificationProblem(path, `${field.name} is true or false, which have no order.`);
    return { test: order, value: operand, isNot: false };
  }
  const match = TEXT.find((candidate) => candidate === key);
  if (match === undefined || typeof operand !== 'string' || field.kind !== 'text') {
    throw new SpecificationProblem(path, `${key} is for text.`);
  }
  return { test: match, value: operand, ignoreCase, isNot: false };
}

function equality(field: FieldShape, operand: unknown, ignoreCase: boolean, isNot: boolean, path: string): ParsedTest {
  check(field, operand, path);
  return operand === null ? { test: 'null', isNot } : { test: 'eq', value: operand, ignoreCase, isNot };
}

function check(field: FieldShape, operand: unknown, path: string): void {
  const problem = valueProblem(field, operand);
  if (problem !== undefined) throw new SpecificationProblem(path, problem);
}

function isPlainObject(candidate: unknown): candidate is Readonly<Record<string, unknown>> {
  if (typeof candidate !== 'object' || candidate === null) return false;
  const prototype: unknown = Object.getPrototypeOf(candidate);
  return prototype === Object.prototype || prototype === null;
}
