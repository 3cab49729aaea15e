/** Objects shared by the whole process: changing them changes everybody's. */
const sharedObjects = [
  Object.prototype,
  Array.prototype,
  String.prototype,
  Number.prototype,
  Function.prototype,
  Map.prototype,
  Object,
  Array,
];

const soundNames = sharedObjects.map(
  (shared) => new Map(Object.entries(Object.getOwnPropertyDescriptors(shared))),
);

/**
 * Whether shared objects changed since this module was loaded; also restores them, so that the next
 * check sees only new changes.
 */
export const mendSharedObjects = (): boolean => {
  let hasChanged = false;
  sharedObjects.forEach((shared, index) => {
    const sound = soundNames[index];
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(shared))) {
      const before = sound?.get(name);
      if (before !== undefined && Object.is(before.value, value)) continue;
      hasChanged = true;
      if (before === undefined) Reflect.deleteProperty(shared, name);
      else Object.defineProperty(shared, name, before);
    }
  });
  return hasChanged;
};
