import { rawFields } from '../../email/raw-fields.ts';
import type { JudgeRule } from '../judge-rule.ts';
import { cannotJudge } from './cannot-judge.ts';

/**
 * Gmail demands a From with one address; so do many filters. Only a raw message can have others.
 *
 * @see https://support.google.com/a/answer/81126 "Message formatting"
 * @see RFC 5322 section 3.6.2, which allows several with a Sender header
 */
export const oneFromRule: JudgeRule = ({ message: { content } }) => {
  if (content.kind !== 'raw') return [];
  const { from } = rawFields(content.mime);
  if (from?.length === 1) return [];
  return [
    {
      ...({ severity: 'warning', rule: 'from', field: 'raw' } as const),
      says:
        from === undefined
          ? 'has a From header in which an address cannot be read, and receivers refuse that'
          : 'has several addresses in its From header, and Gmail demands exactly one',
      remedy: 'write one address there',
    },
  ];
};

/**
 * Who is no provider of free mailboxes must not send in its name: Gmail asks for it, and the DMARC
 * policies of the providers have receivers refuse such mail.
 *
 * @see https://support.google.com/a/answer/81126 "Don't impersonate Gmail From: headers"
 * @see RFC 7489 section 6.6
 */
export const freemailRule: JudgeRule = ({ message }, { isFreemail }) => {
  const field = message.content.kind === 'raw' ? 'raw' : 'from';
  if (isFreemail.kind === 'cannot-tell')
    return [
      cannotJudge(isFreemail, {
        ...({ rule: 'freemail', field } as const),
        says: 'whether its sender is at a provider of free mailboxes',
        remedy: 'send from a domain of your own',
      }),
    ];
  if (!isFreemail.fact) return [];
  return [
    {
      ...({ severity: 'warning', rule: 'freemail', field } as const),
      says: 'its sender is at a provider of free mailboxes, whose policy makes receivers refuse it',
      remedy: 'send from a domain of your own, and name the mailbox in replyTo',
    },
  ];
};
