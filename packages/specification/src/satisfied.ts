import { err, InfraError, ok, unwrap, type Result, type Specification } from '@infra/core';
import { parseSpecification, satisfies, SpecificationProblem } from '@internal/specification-rules';

/**
 * Whether an object is meant by a specification, with the meaning that it has in a repository. To ask it of many, `compile` it once.
 *
 * Throws `validation` for a specification that makes no sense, which one that compiles does only by `NaN`, by text that is none, by a value
 * of another type, or by its size.
 */
export function isSatisfiedBy<Row extends object>(specification: Specification<Row>, row: Row): boolean {
  return unwrap(compile(specification))(row);
}

/** A function that says which objects are meant; `validation` for a specification that makes no sense, such as one that came over a wire. */
export function compile<Row extends object>(specification: Specification<Row>): Result<(row: Row) => boolean> {
  const predicate = parseSpecification(specification);
  if (predicate instanceof SpecificationProblem) {
    const { message, path } = predicate;
    const details = { path };
    return err(
      new InfraError({
        code: 'validation',
        message,
        provider: 'specification',
        operation: 'specification.compile',
        details,
      }),
    );
  }
  return ok((row) => satisfies(predicate, row as Readonly<Record<string, unknown>>));
}
