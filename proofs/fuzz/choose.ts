/** One of several, by any number; undefined when there are none. */
export const choose = <Thing>(things: readonly Thing[], index: number): Thing | undefined =>
  things[index % things.length];
