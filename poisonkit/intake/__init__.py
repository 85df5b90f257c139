"""From a folder of files to the rows of a data set, whatever the files are."""
