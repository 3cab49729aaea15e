// What is left out of the bundles. nodemailer brings a table of 1,800 MIME types to guess the type
// of a file by its name: a tenth of the sender's code. A message names the type of each attachment,
// so the table is never asked; without it the answers are nodemailer's own for a name that it does
// not know.
const withoutMimeTypes = {
  name: 'without-mime-types',
  setup(build) {
    build.onLoad({ filter: /[\\/]nodemailer[\\/].*[\\/]mime-types\.js$/ }, () => ({
      contents: `
        export const detectMimeType = () => 'application/octet-stream';
        export const detectExtension = () => 'bin';`,
    }));
  },
};

module.exports = [withoutMimeTypes];
