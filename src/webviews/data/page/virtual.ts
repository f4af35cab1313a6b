import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualItem,
} from '@tanstack/virtual-core';
import type { ReactiveController, ReactiveControllerHost } from 'lit';

interface AxisOptions {
  readonly horizontal: boolean;
  readonly scroller: () => HTMLElement | null;
  /** Rendered wherever the view is, so that focus survives scrolling; -1 for none. */
  readonly pinned: () => number;
  readonly overscan: number;
}

/** How many items there are, how large each is, and what fixed part stands before the first. */
export interface AxisShape {
  readonly count: number;
  readonly size: (index: number) => number;
  readonly before: number;
}

/** One axis of the grid, virtualised: which items to render, and where. Tied to the element's life by Lit. */
export class VirtualAxis implements ReactiveController {
  readonly #virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  #unmount: (() => void) | undefined;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly options: AxisOptions,
  ) {
    this.#virtualizer = new Virtualizer(this.#settings({ count: 0, size: () => 1, before: 0 }));
    host.addController(this);
  }

  hostConnected(): void {
    this.#unmount = this.#virtualizer._didMount();
  }

  hostDisconnected(): void {
    this.#unmount?.();
  }

  hostUpdated(): void {
    this.#virtualizer._willUpdate();
  }

  /** Sets the axis out anew. `sizesChanged` when items have other sizes than before. */
  shape(shape: AxisShape, sizesChanged: boolean): void {
    this.#virtualizer.setOptions(this.#settings(shape));
    if (sizesChanged) this.#virtualizer.measure();
  }

  get items(): readonly VirtualItem[] {
    return this.#virtualizer.getVirtualItems();
  }

  /** Length of the whole axis in pixels, with the fixed part. */
  get length(): number {
    return this.#virtualizer.getTotalSize();
  }

  /** First and last item on view; null before the first layout. */
  get visible(): { readonly startIndex: number; readonly endIndex: number } | null {
    return this.#virtualizer.range;
  }

  /** Scrolls no further than needed. */
  reveal(index: number): void {
    this.#virtualizer.scrollToIndex(index, { align: 'auto' });
  }

  #settings({ count, size, before }: AxisShape) {
    return {
      count,
      horizontal: this.options.horizontal,
      overscan: this.options.overscan,
      getScrollElement: this.options.scroller,
      estimateSize: size,
      paddingStart: before,
      scrollPaddingStart: before,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      rangeExtractor: (range: Parameters<typeof defaultRangeExtractor>[0]) => {
        const indexes = defaultRangeExtractor(range);
        const pinned = this.options.pinned();
        if (pinned < 0 || pinned >= count || indexes.includes(pinned)) return indexes;
        return [...indexes, pinned].sort((a, b) => a - b);
      },
      onChange: () => this.host.requestUpdate(),
    };
  }
}
