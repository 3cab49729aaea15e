/** A tag of a resource; not one of those that events carry. */
export interface ResourceTag {
  readonly key: string;
  readonly value: string;
}
