/** The longest that a timer of Node can wait, in milliseconds: with more it fires at once. */
export const MAX_DELAY_MS: number = 2 ** 31 - 1;
