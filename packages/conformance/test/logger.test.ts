import { expect, test } from 'vitest';
import { casesFor, loggerSuite, type LoggerHarness } from '../src/index.js';

const nothing = async (): Promise<never> => {
  throw new Error('not called');
};
const small: LoggerHarness = { make: nothing };
const whole: LoggerHarness = { make: nothing, makeClosable: nothing, makeBroken: nothing };

test('every case has a name of its own', () => {
  const names = loggerSuite.cases.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test('only what needs a close or a broken destination is left out where there is none', () => {
  const left = casesFor(loggerSuite, whole).filter((candidate) => !casesFor(loggerSuite, small).includes(candidate));
  expect(casesFor(loggerSuite, whole)).toHaveLength(loggerSuite.cases.length);
  expect(left.map(({ needs }) => needs?.join())).toEqual(['makeBroken', 'makeClosable', 'makeClosable']);
});
