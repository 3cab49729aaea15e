/** A tag of a resource, as opposed to the tags that events carry. */
export interface ResourceTag {
  readonly key: string;
  readonly value: string;
}
