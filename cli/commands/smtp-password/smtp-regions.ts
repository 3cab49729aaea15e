/**
 * Regions with an SMTP server of SES, as of November 2026. Cape Town (af-south-1) and the newest
 * regions have SES without one.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/ses.html
 */
export const smtpRegions: ReadonlySet<string> = new Set([
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'us-gov-east-1', 'us-gov-west-1'],
  ...['ca-central-1', 'sa-east-1', 'il-central-1', 'me-south-1'],
  ...['eu-central-1', 'eu-north-1', 'eu-south-1', 'eu-west-1', 'eu-west-2', 'eu-west-3'],
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1'],
  ...['ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3'],
]);
