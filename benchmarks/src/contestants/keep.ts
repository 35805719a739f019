/** Where the last answer goes. */
export const kept: { answer: unknown } = { answer: undefined };

/** Uses an answer, as a program would: what nobody uses, the optimizer may drop. */
export function keep(answer: unknown): void {
  kept.answer = answer;
}
