/** Longest name of an S3 bucket. */
const longestBucketName = 63;
const form = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/**
 * What is wrong with the name of a stage. It stands in the names of everything that is created; the
 * payload bucket, `<service>-<stage>-payloads-<account>-<region>`, takes least.
 *
 * @returns undefined when nothing is
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export const stageProblem = (
  stage: string,
  place: { readonly service: string; readonly region: string },
): string | undefined => {
  const others = `${place.service}--payloads-000000000000-${place.region}`.length;
  const longest = longestBucketName - others;
  if (form.test(stage) && stage.length <= longest) return undefined;
  return `a stage has lower-case letters, digits and single -, begins with a letter, and has at most ${longest} characters in ${place.region}`;
};
