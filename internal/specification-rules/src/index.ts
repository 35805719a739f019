export { compareNullable, compareText, compareValues, foldCase } from './compare.js';
export { textProblem, valueProblem } from './operand.js';
export { parseSpecification, SpecificationProblem } from './parse.js';
export { EVERYTHING, type FieldTest, type Order, type Predicate, type Test, type TextMatch } from './predicate.js';
export { satisfies } from './satisfies.js';
export { kindOf, type FieldKind, type FieldShape, type RowShape } from './shape.js';
export { comparePosition, compareRows, resolveSort, type ResolvedSort } from './sort.js';
