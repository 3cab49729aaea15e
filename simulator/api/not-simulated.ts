import { invalidParameter, type Refusal } from '../../shared/ses-api/wire/refusal.ts';

// Members that SES has and the simulator does not. A call that names one is refused, because its
// effect would be missing.

const arns = ['SourceArn', 'FromArn', 'ReturnPathArn', 'TemplateArn'];

const senderArns = [
  'FromEmailAddressIdentityArn',
  'FeedbackForwardingEmailAddressIdentityArn',
  'EndpointId',
];

const setOptions = [
  'SendingPoolName',
  'MaxDeliverySeconds',
  'SharedPoolDeliveryMode',
  'ValidationOptions',
];

const destinations = [
  'KinesisFirehoseDestination',
  'CloudWatchDestination',
  'EventBridgeDestination',
  'PinpointDestination',
].map((name) => `EventDestination.${name}`);

/** Paths of members; each includes everything inside it. */
const notSimulated: ReadonlyMap<string, readonly string[]> = new Map([
  ['v1 SendEmail', arns],
  ['v1 SendRawEmail', arns],
  ['v1 SendTemplatedEmail', arns],
  ['v1 SendBulkTemplatedEmail', arns],
  ['v1 CreateConfigurationSetEventDestination', destinations],
  ['v1 UpdateConfigurationSetEventDestination', destinations],
  ['v2 SendEmail', [...senderArns, 'Content.Template.TemplateArn']],
  ['v2 SendBulkEmail', [...senderArns, 'DefaultContent.Template.TemplateArn']],
  ['v2 PutAccountSuppressionAttributes', ['ValidationAttributes']],
  [
    'v2 CreateEmailIdentity',
    [
      'DkimSigningAttributes.DomainSigningSelector',
      'DkimSigningAttributes.DomainSigningPrivateKey',
      'DkimSigningAttributes.DomainSigningAttributesOrigin',
    ],
  ],
  [
    'v2 CreateConfigurationSet',
    [
      ...setOptions.flatMap((name) => [`DeliveryOptions.${name}`, `SuppressionOptions.${name}`]),
      'ReputationOptions.LastFreshStart',
      'VdmOptions',
      'ArchivingOptions',
      'MessageSecurityOptions',
    ],
  ],
  ['v2 PutConfigurationSetDeliveryOptions', setOptions],
  ['v2 PutConfigurationSetSuppressionOptions', setOptions],
  ['v2 CreateConfigurationSetEventDestination', destinations],
  ['v2 UpdateConfigurationSetEventDestination', destinations],
]);

/**
 * Refusal of a call that names a member that SES has and the simulator does not.
 *
 * @param call - `v1` or `v2`, and the name of the operation
 */
export const checkSimulated = (call: string, members: unknown): Refusal | undefined => {
  const paths = notSimulated.get(call) ?? [];
  for (const [path, value] of valuesWithin(members)) {
    if (paths.some((one) => path === one || path.startsWith(`${one}.`)))
      return invalidParameter(
        `The simulator does not simulate ${path}: leave it out, or try it with SES itself.`,
      );
    if (path.endsWith('.Charset') && !/^(?:utf-?8|us-ascii)$/i.test(value))
      return invalidParameter(`The simulator writes only UTF-8: ${path} must be UTF-8 or absent.`);
    if (path.endsWith('.ContentTransferEncoding') && value !== 'BASE64')
      return invalidParameter(
        `The simulator writes attachments only in base64: ${path} must be BASE64 or absent.`,
      );
  }
  return undefined;
};

/** Paths and values of the members of a call; `[]` stands for any position in a list. */
function* valuesWithin(
  value: unknown,
  path = '',
): Generator<readonly [path: string, value: string]> {
  if (value === null || value === undefined) return;
  if (Array.isArray(value)) for (const item of value) yield* valuesWithin(item, `${path}[]`);
  else if (typeof value === 'object')
    for (const [name, inner] of Object.entries(value))
      yield* valuesWithin(inner, path === '' ? name : `${path}.${name}`);
  else yield [path, String(value)];
}
