/** Hours of a month, as AWS reckons. */
export const hoursPerMonth = 730;
export const minutesPerMonth = hoursPerMonth * 60;
