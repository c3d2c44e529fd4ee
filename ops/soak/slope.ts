export interface Sample {
  /** Milliseconds since any fixed moment. */
  readonly at: number;
  readonly value: number;
}

/** Growth per hour by least squares; NaN for fewer than three samples. */
export function slopePerHour(samples: readonly Sample[]): number {
  if (samples.length < 3) return Number.NaN;
  const mean = (of: (sample: Sample) => number) => samples.reduce((sum, each) => sum + of(each), 0) / samples.length;
  const at = mean((sample) => sample.at);
  const value = mean((sample) => sample.value);
  let above = 0;
  let below = 0;
  for (const sample of samples) {
    above += (sample.at - at) * (sample.value - value);
    below += (sample.at - at) ** 2;
  }
  return (above / below) * 3_600_000;
}
