/** The least item first. Whoever takes an item out of turn leaves it in, and knows it when it comes. */
export class Heap<T> {
  private readonly items: T[] = [];
  private readonly isBefore: (a: T, b: T) => boolean;

  constructor(isBefore: (a: T, b: T) => boolean) {
    this.isBefore = isBefore;
  }

  push(item: T): void {
    this.items.push(item);
    let index = this.items.length - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.swapped(index, parent)) return;
      index = parent;
    }
  }

  peek(): T | undefined {
    return this.items[0];
  }

  pop(): T | undefined {
    const [first] = this.items;
    const last = this.items.pop();
    if (last === undefined || this.items.length === 0) return first;
    this.items[0] = last;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const right = left + 1;
      const least = this.comesBefore(right, left) ? right : left;
      if (!this.swapped(least, index)) return first;
      index = least;
    }
  }

  private comesBefore(a: number, b: number): boolean {
    const [left, right] = [this.items[a], this.items[b]];
    return left !== undefined && right !== undefined && this.isBefore(left, right);
  }

  /** Swaps a child with its parent if it belongs before it. */
  private swapped(child: number, parent: number): boolean {
    const [lower, upper] = [this.items[child], this.items[parent]];
    if (lower === undefined || upper === undefined || !this.isBefore(lower, upper)) return false;
    this.items[parent] = lower;
    this.items[child] = upper;
    return true;
  }
}
