/** A request to the v2 API. */
export interface RestRequest {
  readonly method: string;
  /** Path with query, as sent. */
  readonly url: string;
  readonly body: string;
  readonly isSigned: boolean;
  readonly sourceIp: string;
}
