/** The law as a schoolbook would write it, in exact fractions: tokens that have come back, capped, minus tokens taken. */
export class ModelBucket {
  private readonly limit: bigint;
  private readonly windowMs: bigint;
  /** Tokens times `windowMs`. */
  private tokens: bigint;
  private at = 0n;

  constructor(limit: number, windowMs: number) {
    this.limit = BigInt(limit);
    this.windowMs = BigInt(windowMs);
    this.tokens = this.limit * this.windowMs;
  }

  take(cost: number, nowMs: number): { readonly allowed: boolean; readonly remaining: number } {
    const now = BigInt(nowMs);
    const full = this.limit * this.windowMs;
    const refilled = this.tokens + (now - this.at) * this.limit;
    this.tokens = refilled < full ? refilled : full;
    this.at = now;
    const price = BigInt(cost) * this.windowMs;
    const allowed = price <= this.tokens;
    if (allowed) this.tokens -= price;
    return { allowed, remaining: Number(this.tokens / this.windowMs) };
  }
}
