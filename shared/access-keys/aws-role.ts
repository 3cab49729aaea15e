/** An AWS role. */
export interface AwsRole {
  /** AWS account id. */
  readonly account: string;
  /** Without its path, which the ARN of a caller does not have. */
  readonly name: string;
}

/** Form of the id under which a role has its key: `role/<account>/<name>`. */
export const roleIdForm = /^role\/\d{12}\/[\w+=,.@-]{1,64}$/;

/** Id of the key of a role, in place of an access key id. */
export const roleIdOf = ({ account, name }: AwsRole): string => `role/${account}/${name}`;

/**
 * Reads the ARN of a role, with or without a path.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
export const readRoleArn = (arn: string): AwsRole | undefined =>
  roleIn(
    /^arn:aws[\w-]*:iam::(\d{12}):role\/(?:[\x21-\x7e]{1,500}\/)?([\w+=,.@-]{1,64})$/.exec(arn),
  );

/** Reads the role of a caller from its ARN, as STS's GetCallerIdentity tells it. */
export const readCallerArn = (arn: string): AwsRole | undefined =>
  roleIn(
    /^arn:aws[\w-]*:sts::(\d{12}):assumed-role\/([\w+=,.@-]{1,64})\/[\w+=,.@-]{1,64}$/.exec(arn),
  );

const roleIn = (match: RegExpExecArray | null): AwsRole | undefined => {
  const [, account, name] = match ?? [];
  return account === undefined || name === undefined ? undefined : { account, name };
};
