import { expect, it } from '@jest/globals';
import { slopePerHour } from './slope.ts';

const samples = (values: number[]) => values.map((value, minute) => ({ at: minute * 60_000, value }));

it('is the growth per hour of a straight line', () => {
  expect(slopePerHour(samples([100, 101, 102, 103]))).toBeCloseTo(60, 6);
  expect(slopePerHour(samples([90, 90, 90]))).toBe(0);
});

it('looks through a sawtooth', () => {
  const sawtooth = Array.from({ length: 120 }, (_, minute) => 200 + (minute % 10));
  expect(Math.abs(slopePerHour(samples(sawtooth)))).toBeLessThan(1);
});

it('says nothing of two samples', () => {
  expect(slopePerHour(samples([1, 2]))).toBeNaN();
});
