/** Response in the format of API Gateway's HTTP APIs. */
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
 * All possible responses. A refusal does not say why, so that an attacker learns nothing from it.
 *
 * SNS takes a 4xx as a permanent failure and retries after a 5xx.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
export const answers = {
  done: answer(200, 'Done'),
  refused: answer(403, 'Refused'),
  failed: answer(503, 'Come again'),
} as const;
