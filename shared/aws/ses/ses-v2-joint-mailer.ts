import { type BulkEmailEntry, type SESv2Client, SendBulkEmailCommand } from '@aws-sdk/client-sesv2';
import { jointAnswersOf } from '../../ses-api/joint-answers.ts';
import type { SendJointly, TemplatedMail } from '../../ses-api/ports.ts';
import type { NonEmpty } from '../../system/non-empty.ts';
import { answerToFailure } from './ses-failure.ts';
import { chosenTemplate, pairsOf } from './ses-v2-mailer.ts';

/**
 * Sends several mails with one request of the v2 API.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendBulkEmail.html
 */
export const sendJointlyByV2 =
  (client: SESv2Client): SendJointly =>
  async (mails) => {
    const command = commandFor(mails);
    try {
      const { BulkEmailEntryResults = [] } = await client.send(command);
      return { kind: 'answered', answers: jointAnswersOf(BulkEmailEntryResults, mails.length) };
    } catch (error) {
      return answerToFailure(error, command, { isOfTenant: mails[0].sesTenant !== undefined });
    }
  };

const entryOf = ({ to, cc, bcc, tags, headers, templateData }: TemplatedMail): BulkEmailEntry => ({
  Destination: { ToAddresses: [...to], CcAddresses: [...cc], BccAddresses: [...bcc] },
  ReplacementTags: pairsOf(tags),
  ReplacementHeaders: pairsOf(headers),
  ReplacementEmailContent: {
    ReplacementTemplate: { ReplacementTemplateData: templateData },
  },
});

/** What the first mail has, all have; SES asks for data of the template even where all bring their own. */
const commandFor = (mails: NonEmpty<TemplatedMail>) => {
  const [{ source, replyTo, configurationSet, sesTenant, template }] = mails;
  return new SendBulkEmailCommand({
    FromEmailAddress: source,
    ReplyToAddresses: [...replyTo],
    ConfigurationSetName: configurationSet,
    TenantName: sesTenant,
    DefaultContent: { Template: { ...chosenTemplate(template), TemplateData: '{}' } },
    BulkEmailEntries: mails.map(entryOf),
  });
};
