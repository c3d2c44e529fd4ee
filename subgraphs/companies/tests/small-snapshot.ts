import { composeSnapshot, type Snapshot } from '../src/universe/snapshot.ts';

const universe = `symbol\tcik\tname
AAPL\t0000320193\tApple Inc.
GOOGL\t0001652044\tAlphabet Inc.
GOOG\t0001652044\tAlphabet Inc.
BAC\t0000070858\tBank of America Corporation
BAC.PE\t0000070858\tBank of America Corporation
SQ\t0001512673\tSquare, Inc.
NONE\t0000000007\t
`;
const prominent = `symbol\tname\texchange\tkind\tsic\tfiscalYearEnd\twebsite\tcik\talso
AAPL\tApple Inc.\tNASDAQ\tCOMMON_STOCK\t3571\t09-27\thttps://www.apple.com\t\t
VOO\tVanguard S&P 500 ETF\tNYSE_ARCA\tETF\t\t\t\t\t
XYZ\tBlock, Inc.\tNYSE\tCOMMON_STOCK\t7372\t12-31\thttps://block.xyz\t0001512673\tSquare
`;

/** Eight instruments of five companies: a renamed one, two classes, a preferred share, a fund without issuer, one of which nothing is known. */
export const smallSnapshot: Snapshot = composeSnapshot({
  universe,
  prominent,
  names: 'symbol\tname\n',
  renamed: 'from\tto\nSQ\tXYZ\nFB\tMETA\n',
  delisted: 'symbol\nBAC.PE\n',
  industries: 'sic\tindustry\n3571\tElectronic Computers\n7372\tPrepackaged Software\n',
});
