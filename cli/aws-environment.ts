type Environment = Readonly<Record<string, string | undefined>>;

/** Options of every command that name an AWS account. */
export interface AwsOptions {
  readonly region?: string;
  readonly profile?: string;
}

/**
 * Variables to set so that every client of the SDK goes where the AWS command line would: `--profile`,
 * else AWS_PROFILE; `--region`, else AWS_REGION, else AWS_DEFAULT_REGION, which the SDK does not read,
 * else the region of the profile.
 *
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html
 */
export const awsVariables = (
  { region, profile }: AwsOptions,
  environment: Environment,
): Readonly<Record<string, string>> => {
  const where = [region, environment.AWS_REGION, environment.AWS_DEFAULT_REGION].find(isSet);
  return {
    ...(isSet(profile) ? { AWS_PROFILE: profile } : {}),
    ...(isSet(where) ? { AWS_REGION: where } : {}),
  };
};

/** What set the region, for a message. */
export const regionSetBy = ({ region }: AwsOptions, environment: Environment): string => {
  if (isSet(region)) return '--region';
  const { AWS_REGION, AWS_DEFAULT_REGION } = environment;
  if (isSet(AWS_REGION))
    return AWS_REGION === AWS_DEFAULT_REGION ? 'AWS_DEFAULT_REGION' : 'AWS_REGION';
  return `the AWS profile ${environment.AWS_PROFILE ?? 'default'}`;
};

const isSet = (value: string | undefined): value is string => value !== undefined && value !== '';
