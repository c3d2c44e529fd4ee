/** Taken once: looked up at every draw they would cost more than the draw. */
const { imul, log, sqrt } = Math;

/** 32 well-mixed bits of three integers: the same everywhere and for ever. */
export function mix(seed: number, a: number, b: number): number {
  let h = seed ^ imul(a, 0x9e3779b1);
  h = imul(h ^ (h >>> 16), 0x85ebca6b) ^ imul(b, 0xc2b2ae35);
  h = imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = imul(h ^ (h >>> 12), 0x297a2d39);
  return (h ^ (h >>> 15)) >>> 0;
}

/** 32 bits of a text, FNV-1a. */
export function textBits(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** 32 bits as a number of the open interval from 0 to 1. */
export const uniform = (bits: number): number => (bits + 0.5) / 4_294_967_296;

/** 32 bits as a draw from the standard normal distribution: its inverse by Acklam's rational approximation, relative error below 1.2e-9. */
export function normal(bits: number): number {
  const p = uniform(bits);
  const tail = p < 0.02425 ? p : p > 0.97575 ? 1 - p : 0;
  if (tail > 0) {
    const q = sqrt(-2 * log(tail));
    const above =
      ((((-7.784894002430293e-3 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q +
        4.374664141464968) *
        q +
      2.938163982698783;
    const below =
      (((7.784695709041462e-3 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1;
    return p < 0.5 ? above / below : -above / below;
  }
  const q = p - 0.5;
  const r = q * q;
  const above =
    ((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
      30.66479806614716) *
      r +
    2.506628277459239;
  const below =
    ((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
      13.28068155288572) *
      r +
    1;
  return (above * q) / below;
}
