import type { LoggerHarness } from '@infra/conformance';
import type { Saboteur } from '../saboteur.js';
import { childSaboteurs } from './child-saboteurs.js';
import { errorSaboteurs } from './error-saboteurs.js';
import { flushSaboteurs } from './flush-saboteurs.js';
import { levelSaboteurs } from './level-saboteurs.js';
import { lineSaboteurs } from './line-saboteurs.js';
import { readabilitySaboteurs } from './readability-saboteurs.js';
import { redactionSaboteurs } from './redaction-saboteurs.js';
import { valueSaboteurs } from './value-saboteurs.js';

/** Loggers that the suite must reject, each for the promise that it breaks. */
export const loggerSaboteurs: readonly Saboteur<LoggerHarness>[] = [
  ...levelSaboteurs,
  ...childSaboteurs,
  ...lineSaboteurs,
  ...errorSaboteurs,
  ...valueSaboteurs,
  ...readabilitySaboteurs,
  ...redactionSaboteurs,
  ...flushSaboteurs,
];
