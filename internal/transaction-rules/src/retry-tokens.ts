/** What may be spent on running transactions again: as the AWS SDKs have it, 100 at once, then one for five that succeed at once. */
const MOST = 500;
const COST = 5;

/** Keeps transactions that meet each other from multiplying the load of a database that is too busy already. */
export class RetryTokens {
  private tokens = MOST;

  take(): boolean {
    if (this.tokens < COST) return false;
    this.tokens -= COST;
    return true;
  }

  give(): void {
    this.tokens = Math.min(MOST, this.tokens + 1);
  }
}
