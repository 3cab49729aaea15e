/**
 * Words of SES's own error texts. Such a text may quote any part of the mail: a name, an address in
 * any encoding, a subject, a header. Every other word is left out, so that no part of a mail passes
 * except single words of this list.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html
 */
const words = new Set(
  `a access account action addition address addresses after allowed already an and any are as
  associated at attachment authorized aws be because been before being below blacklisted bad body
  but by call cannot characters character check clause cannot charset code configuration console
  contain contained contains content control could credentials daily data date default denied
  described destination destinations details disabled display does domain domains don't dot
  duplicate either email empty enabled encoded encoding ends error exceed exceeded exceeds exist
  exists expected expired extension failed field fields file final following for format found from
  get given greater has have header headers identities identity if illegal in incorrect information
  input invalid is it its last least length less limit line list local long longer mail malformed
  mandatory match maximum may message messages mime minimum missing more multiple must name names no
  non-ascii not null number of on one only or original out parameter parameters part parts paused
  per perform permission permitted please policy present production provided quota rate raw reached
  recipient recipients region rejected reply-to reply request required requested resource resources
  role same see send sender sending sent service set sets signature single size source spaces
  specified start starts status still subject such suppression system tag tags template tenant test
  text than that the there this time to token too transfer try type unable under unknown unsupported
  upper-case used user valid value values verified verify virus was when while whitespace with
  within without you your
  bcc cc content-type content-transfer-encoding dkim-signature in-reply-to list-unsubscribe
  mail-from message-id mime-version references return-path x-ses-configuration-set x-ses-message-tags
  utf-8 us-ascii base64 amazon ses smtp id ids api`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

const regionName = /^[a-z]{2}(?:-[a-z]+)+-\d$/i;
const actionName = /^ses:[A-Z][A-Za-z]{3,40}$/;

/**
 * A text with only SES's own words. `…` stands for each run of words left out.
 *
 * @example sesWords("Missing final '@domain' in jane@example.org") === "Missing final … in …"
 */
export const sesWords = (text: string): string =>
  text
    .slice(0, longestText)
    .split(/\s+/)
    .filter((token) => token !== '')
    .map((token) => {
      const [, before = '', word = '', after = ''] =
        /^(['"(<]{0,2})(.*?)(['")>.,:;!]{0,3})$/.exec(token) ?? [];
      return isOwn(word) ? `${before}${word}${after}` : omission;
    })
    .join(' ')
    .replace(/…(?: …)+/g, omission)
    .trim();

const isOwn = (word: string): boolean =>
  words.has(word.toLowerCase()) || regionName.test(word) || actionName.test(word);

/** Length limit of a text before it is filtered; characters. */
const longestText = 1_000;
const omission = '…';
