/** One of several by its number, whatever that is; undefined where there is none. */
export const choose = <Thing>(things: readonly Thing[], index: number): Thing | undefined =>
  things[index % things.length];
