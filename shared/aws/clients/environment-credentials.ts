import { fromEnv } from '@aws-sdk/credential-providers';

/**
 * Replaces the SDK's credential provider chain in the bundles (`alias` in serverless.yml). A Lambda
 * function has its credentials in the environment, so profiles, single sign-on, containers and
 * instances need not be searched.
 *
 * @see
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export const defaultProvider: typeof fromEnv = (init) => {
  const read = fromEnv(init);
  // Cached, because they do not change while a sandbox lives, and reading them for each request
  // would cost 2 % of its processor time.
  let credentials: ReturnType<typeof read> | undefined;
  return () => {
    credentials ??= read();
    return credentials;
  };
};
