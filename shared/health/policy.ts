import * as z from 'zod/mini';
import { parseJson } from '../system/parse-json.ts';

/** Whom and what a statement of a policy is about. */
const several = z.union([z.string(), z.array(z.string())]);

const statementSchema = z.looseObject({
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.optional(z.union([z.string(), z.record(z.string(), several)])),
  Action: z.optional(several),
  Condition: z.optional(z.record(z.string(), z.record(z.string(), several))),
});

const policySchema = z.object({
  Statement: z.union([statementSchema, z.array(statementSchema)]),
});

type Statement = z.infer<typeof statementSchema>;

export interface PolicyQuestion {
  /** `ses.amazonaws.com`. */
  readonly service: string;
  /** `sns:Publish`. */
  readonly action: string;
  /** AWS account in which the service acts. */
  readonly account: string;
  /** ARN of the thing for which it acts; undefined when the policy may name any. */
  readonly sourceArn?: string;
}

/**
 * Whether a policy of a topic, queue or key lets a service of AWS do something. Conditions on the
 * account and the source are evaluated; others, such as TLS, are taken to hold, because AWS's own
 * services meet them.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export const allowsService = (policy: string, question: PolicyQuestion): boolean => {
  const statements = statementsOf(policy);
  const applies = (statement: Statement): boolean =>
    isFor(statement, question.service) && includesAction(statement, question.action);
  return (
    statements.some((one) => one.Effect === 'Allow' && applies(one) && meets(one, question)) &&
    !statements.some((one) => one.Effect === 'Deny' && applies(one) && deniesAlways(one, question))
  );
};

const statementsOf = (policy: string): readonly Statement[] => {
  const read = z.safeParse(policySchema, parseJson(policy));
  if (!read.success) return [];
  const { Statement: found } = read.data;
  return Array.isArray(found) ? found : [found];
};

const listed = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

const isFor = ({ Principal: principal }: Statement, service: string): boolean => {
  if (principal === '*') return true;
  if (typeof principal !== 'object') return false;
  return listed(principal.AWS).includes('*') || listed(principal.Service).includes(service);
};

/** Actions are matched without regard to case, with `*` and `?`. */
const includesAction = ({ Action: actions }: Statement, action: string): boolean =>
  listed(actions).some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase()));

const matches = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  ).test(text);

/** Conditions on who acts, for whom; by their key in lower case. */
const meets = ({ Condition: conditions = {} }: Statement, question: PolicyQuestion): boolean =>
  Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => holds(operator, key, listed(values), question)),
  );

const holds = (
  operator: string,
  key: string,
  values: readonly string[],
  { account, sourceArn }: PolicyQuestion,
): boolean => {
  if (!/^(?:String|Arn)(?:Equals|Like)/.test(operator)) return true;
  const like = (text: string): boolean => values.some((value) => matches(value, text));
  switch (key.toLowerCase()) {
    case 'aws:sourceaccount':
    case 'aws:sourceowner':
      return like(account);
    case 'aws:sourcearn':
      return sourceArn === undefined || like(sourceArn);
    default:
      return true;
  }
};

/** A denial under a condition that AWS's services do not meet, such as clear text, is none. */
const deniesAlways = (
  { Condition: conditions = {} }: Statement,
  question: PolicyQuestion,
): boolean =>
  Object.entries(conditions).every(
    ([operator, keys]) =>
      /^(?:String|Arn)(?:Equals|Like)/.test(operator) &&
      Object.entries(keys).every(
        ([key, values]) =>
          /^aws:source(?:account|arn|owner)$/i.test(key) &&
          holds(operator, key, listed(values), question),
      ),
  );
