"""From a proposal to the record: drafts beside the measures, published together or taken back."""
