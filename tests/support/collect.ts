/** All that comes. */
export const collect = async <Thing>(things: AsyncIterable<Thing>): Promise<readonly Thing[]> => {
  const collected: Thing[] = [];
  for await (const thing of things) collected.push(thing);
  return collected;
};
