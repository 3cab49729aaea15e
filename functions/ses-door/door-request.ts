/** A request to the endpoint. */
export interface DoorRequest {
  readonly method: string;
  /** As it was sent, without the query. */
  readonly path: string;
  /** Without `?`; empty when there is none. */
  readonly query: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}
