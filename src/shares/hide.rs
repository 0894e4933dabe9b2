//! Which segments must show nothing, so that no small group can be seen or worked out.

use super::HIDDEN_BASE;

/// For each segment of one variable, whether it is hidden.
///
/// `bases` holds the people of each segment, `blank` those in no segment. The total is printed, so what a reader
/// can work out is the figures of all unprinted people together: the hidden segments and the blanks. While they
/// are some but fewer than [`HIDDEN_BASE`], the smallest segment still shown is hidden too.
///
/// Source: secondary suppression, as CMS asks for ("no cell of 1 to 10, nor one derivable from others").
pub(super) fn hidden_segments(bases: &[usize], blank: usize) -> Vec<bool> {
    let mut hidden: Vec<bool> = bases.iter().map(|&base| base < HIDDEN_BASE).collect();
    let mut unprinted: usize = blank + bases.iter().filter(|&&base| base < HIDDEN_BASE).sum::<usize>();
    while (1..HIDDEN_BASE).contains(&unprinted) {
        let shown = bases.iter().enumerate().filter(|&(i, _)| hidden.get(i) == Some(&false));
        let Some((next, &base)) = shown.min_by_key(|&(i, &base)| (base, i)) else { break };
        if let Some(flag) = hidden.get_mut(next) {
            *flag = true;
        }
        unprinted += base;
    }
    hidden
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_segment_takes_the_next_smallest_with_it() {
        assert_eq!(hidden_segments(&[50, 4, 30], 0), [false, true, true]);
    }

    #[test]
    fn two_small_segments_that_reach_the_limit_together_protect_each_other() {
        assert_eq!(hidden_segments(&[50, 6, 7, 30], 0), [false, true, true, false]);
    }

    #[test]
    fn few_blanks_are_a_group_that_can_be_worked_out_too() {
        assert_eq!(hidden_segments(&[50, 30], 3), [false, true]);
        assert_eq!(hidden_segments(&[50, 30], 12), [false, false]);
        assert_eq!(hidden_segments(&[50, 4], 12), [false, true]);
    }

    #[test]
    fn empty_segments_show_nothing_and_endanger_nobody() {
        assert_eq!(hidden_segments(&[50, 0], 0), [false, true]);
        assert_eq!(hidden_segments(&[], 0), [false; 0]);
    }
}
