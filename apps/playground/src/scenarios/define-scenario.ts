import type { IntegerParam, ParamProblem, Scenario, ScenarioDefinition } from './scenario.js';

/** Makes a scenario of its definition: hides the types of its params and its world from those who only run it. */
export function defineScenario<Param extends string, World>(definition: ScenarioDefinition<Param, World>): Scenario {
  const { name, title, summary, ports, steps } = definition;
  const entries: readonly (readonly [string, IntegerParam])[] = Object.entries<IntegerParam>(definition.params);
  const scenario: Scenario = {
    view: {
      name,
      title,
      summary,
      ports,
      params: entries.map(([param, spec]) => ({ name: param, ...spec })),
      steps: steps.map((step) => ({ name: step.name, title: step.title, expectation: step.expectation })),
    },
    prepare(raw) {
      const problems: ParamProblem[] = [];
      for (const key of Object.keys(raw)) {
        if (entries.some(([param]) => param === key)) continue;
        const known = entries.map(([param]) => param).join(', ');
        problems.push({ path: key, message: `"${key}" is no param of ${name}; there are: ${known}` });
      }
      const values = entries.map(([param, spec]) => {
        const value = raw[param] ?? spec.default;
        if (isWithin(value, spec)) return [param, value] as const;
        problems.push({
          path: param,
          message: `${param} must be a whole number from ${spec.min} to ${spec.max}, not ${JSON.stringify(value)}`,
        });
        return [param, spec.default] as const;
      });
      if (problems.length > 0) return { ok: false, problems };
      // `entries` came from `definition.params`, so that every one of its names has a value.
      const params = Object.fromEntries(values) as Record<Param, number>;
      const units = steps.map((step) => step.units(params));
      return {
        ok: true,
        prepared: {
          scenario,
          params,
          units,
          total: units.reduce((sum, count) => sum + count, 0),
          async setUp(context) {
            const world = await definition.setUp(context, params);
            return {
              steps: steps.map((step) => ({
                name: step.name,
                skip: () => step.skip?.(world),
                run: (stepContext) => step.run(world, stepContext),
              })),
              tearDown: async () => definition.tearDown?.(world),
            };
          },
        },
      };
    },
  };
  return scenario;
}

function isWithin(value: unknown, { min, max }: IntegerParam): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
}
