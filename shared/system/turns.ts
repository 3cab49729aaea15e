/**
 * Counts work by the second, to bound what strangers can cause.
 *
 * @param most - turns in a second
 * @param now - epoch ms
 * @returns whether there is a turn left in this second; it is taken then
 */
export const turnsPerSecond = (most: number, now: () => number): (() => boolean) => {
  let second = 0;
  let taken = 0;
  return () => {
    const thisSecond = Math.floor(now() / 1_000);
    if (thisSecond !== second) {
      second = thisSecond;
      taken = 0;
    }
    if (taken >= most) return false;
    taken += 1;
    return true;
  };
};
