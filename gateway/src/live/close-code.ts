/**
 * Why a socket is closed. The stock client takes 4400, 4401, 4406, 4409 and 4429 as final and comes back after the others, so what may pass by itself is
 * told by one of those.
 */
export const closeCode = {
  normal: 1000,
  messageTooBig: 1009,
  restart: 1012,
  overload: 1013,
  badMessage: 4400,
  notInitialised: 4401,
  refused: 4403,
  unknownProtocol: 4406,
  initTooLate: 4408,
  duplicateId: 4409,
  initTwice: 4429,
  fault: 4500,
  signInExpired: 4801,
  slowReader: 4808,
  flood: 4829,
} as const;

export type CloseCode = (typeof closeCode)[keyof typeof closeCode];
