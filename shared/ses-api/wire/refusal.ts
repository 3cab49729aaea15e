/**
 * SES's answer to a request it does not carry out: the code as it goes over the wire (several lack
 * the suffix `Exception` that SDK classes carry), and the text.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference/CommonErrors.html
 */
export interface Refusal {
  readonly kind: 'refused';
  readonly code: string;
  readonly message: string;
  /** HTTP status of the v1 API. */
  readonly status: number;
}

/** A refusal with status 400, as every error of the v1 model has. */
export const refuse = (code: string, message: string, status = 400): Refusal => ({
  kind: 'refused',
  code,
  message,
  status,
});

export const invalidParameter = (message: string): Refusal =>
  refuse('InvalidParameterValue', message);

export const rateThrottle: Refusal = refuse('Throttling', 'Maximum sending rate exceeded.');

/** The daily quota is used up. It has the same code as the rate; only the text differs. */
export const quotaThrottle: Refusal = refuse('Throttling', 'Daily message quota exceeded.');

export const callThrottle: Refusal = refuse('Throttling', 'Rate exceeded');

/** AWS has paused the account; v1 has no code of its own for it. */
export const suspendedAccount: Refusal = refuse(
  'MessageRejected',
  'Sending paused for this account. For more information, please check the inbox of the email address associated with your AWS account.',
);
