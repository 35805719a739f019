// Five levels of async calls as exceptions have them: the deepest throws, the caller of the first catches.

async function level5(fails: boolean): Promise<number> {
  if (fails) throw new Error('The connection was lost.');
  return 1;
}

async function level4(fails: boolean): Promise<number> {
  return (await level5(fails)) + 1;
}

async function level3(fails: boolean): Promise<number> {
  return (await level4(fails)) + 1;
}

async function level2(fails: boolean): Promise<number> {
  return (await level3(fails)) + 1;
}

async function level1(fails: boolean): Promise<number> {
  return (await level2(fails)) + 1;
}

/** What the chain comes to; -1 for a failure. */
export async function throwingChain(fails: boolean): Promise<number> {
  try {
    return await level1(fails);
  } catch {
    return -1;
  }
}
