/** An answer in the form of API Gateway's HTTP APIs. */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const answer = (statusCode: number, message: string): HttpAnswer => ({
  statusCode,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify({ message }),
});

/**
 * All the answers there are. Whoever is refused learns nothing from it, not even why.
 *
 * SNS takes a 4xx for a final no and comes again after a 5xx:
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
export const answers = {
  done: answer(200, 'Done'),
  refused: answer(403, 'Refused'),
  failed: answer(503, 'Come again'),
} as const;
