/** A condition block: operator, key, values. */
export type PolicyConditions = Readonly<
  Record<string, Readonly<Record<string, string | readonly string[]>>>
>;

/** A statement of an identity policy. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: PolicyConditions;
}

/** An identity policy, as IAM takes it. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

/**
 * Longest managed policy; characters without white space.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const longestPolicy = 6_144;

/** What IAM counts of a policy: characters without white space. */
export const policySize = (document: PolicyDocument): number =>
  JSON.stringify(document).replaceAll(/\s/g, '').length;

export const documentOf = (statements: readonly PolicyStatement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements,
});

/**
 * Documents that hold the statements in their order, each as many as IAM takes. A role may have ten
 * managed policies.
 *
 * @throws RangeError when one statement alone is too long
 */
export const splitIntoPolicies = (
  statements: readonly PolicyStatement[],
): readonly PolicyDocument[] => {
  const documents: PolicyDocument[] = [];
  let current: readonly PolicyStatement[] = [];
  for (const statement of statements) {
    if (policySize(documentOf([statement])) > longestPolicy)
      throw new RangeError(`The statement ${statement.Sid} is too long for a policy.`);
    const longer = [...current, statement];
    if (policySize(documentOf(longer)) <= longestPolicy) {
      current = longer;
      continue;
    }
    documents.push(documentOf(current));
    current = [statement];
  }
  return current.length === 0 ? documents : [...documents, documentOf(current)];
};
